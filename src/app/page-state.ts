import type { ModelManifest } from '../index.ts';
import type { ConversationController } from './conversation/conversation-controller.ts';
import type { WritingController } from './conversation/writing-controller.ts';
import type { ConversationsController } from './conversations/conversations-controller.ts';
import type { ChoiceController } from './documents/choice-controller.ts';
import type { CorpusController } from './documents/corpus-controller.ts';
import type { LazyPart } from './lazy-part.ts';
import type { SuggestionController } from './documents/suggestion-controller.ts';
import type { OfflineController } from './offline/offline-controller.ts';
import type { RouteController } from './route.ts';
import type { Side } from './side.ts';
import type { WhyController } from './why/why-controller.ts';
import type { SourceTarget } from './source/source-target.ts';

/** What the page is drawn from. */
export interface PageState {
  readonly corpus: CorpusController;
  readonly choice: ChoiceController;
  readonly suggestions: SuggestionController;
  readonly conversation: ConversationController;
  readonly writing: WritingController;
  readonly conversations: ConversationsController;
  readonly why: WhyController;
  readonly offline: OfflineController;
  readonly route: RouteController;
  readonly settings: LazyPart;
  /** Whether an answer or an import is under way. */
  readonly isBusy: boolean;
  readonly target: SourceTarget | undefined;
  readonly isDragging: boolean;
  readonly isFolded: boolean;
  readonly hasSamples: boolean;
  /** What the first column shows. */
  readonly side: Side;
  readonly showSide: (side: Side) => void;
  /** Closes the corpus and opens it again, which loads its model anew. */
  readonly openAnew: () => void;
  readonly openStatus: () => void;
  readonly toggleDocuments: () => void;
  readonly askSuggested: (question: string) => void;
  readonly changeEmbedder: (embedder: ModelManifest) => void;
}
