import { createExactIndex } from '../../../src/search/exact-index.ts';
import { describeVectorIndex } from '../../contract/vector-index.ts';

// It keeps floats, and quantises them anew when it gives rows.
describeVectorIndex('exact index', createExactIndex, { keepsRows: false });
