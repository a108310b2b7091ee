import { createExactIndex } from '../../../src/search/exact-index.ts';
import { describeVectorIndex } from '../../contract/vector-index.ts';

describeVectorIndex('exact index', createExactIndex);
