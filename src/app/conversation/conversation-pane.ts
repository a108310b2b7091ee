import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { renderConversationHead } from '../conversations/conversation-head.ts';
import { messages } from '../messages/messages.ts';
import type { PageState } from '../page-state.ts';
import './answer-view.ts';
import './citation-card.ts';
import { renderScope } from './scope.ts';

/** The column of the questions and answers. */
export function renderConversation(page: PageState, isCovered: boolean): TemplateResult {
  const { corpus, choice, conversation, conversations } = page;
  const { turns } = conversation;
  return html`
    <section class="conversation" aria-labelledby="conversation-title" ?inert=${isCovered}>
      <h2 id="conversation-title" class="visually-hidden">${messages.conversation}</h2>
      ${turns.length > 0 ? renderConversationHead(conversations) : nothing} ${renderTurns(page)}
      <cloister-card></cloister-card>
      <div class="asking">
        ${renderScope(corpus.namesOf(choice.scope), () => choice.limit([]))}
        <cloister-ask
          .isRunning=${conversation.isRunning}
          .conversation=${conversations.open.id}
          .draft=${conversations.draft}
          .example=${page.suggestions.questions[0]}
        ></cloister-ask>
      </div>
    </section>
  `;
}

/** The questions with their answers. */
function renderTurns(page: PageState): TemplateResult {
  const { corpus, conversation, writing } = page;
  const { turns } = conversation;
  return html`
    <div class="turns" tabindex="0" role="log" aria-live="off" aria-labelledby="conversation-title">
      ${
        turns.length === 0
          ? renderNoTurns(page)
          : repeat(
              turns,
              ({ id }) => id,
              (turn) =>
                html`<cloister-answer
                  .turn=${turn}
                  .titles=${corpus.titles}
                  .plan=${writing.plan}
                  .writing=${writing.writings.get(turn.id)}
                  .isWriting=${writing.isRunning}
                  .documents=${corpus.ids}
                ></cloister-answer>`,
            )
      }
    </div>
  `;
}

function renderNoTurns(page: PageState): TemplateResult | typeof nothing {
  const { state } = page.conversations.open;
  if (state === 'loading') return nothing;
  return state === 'missing' ? renderMissing() : renderInvitation(page);
}

function renderMissing(): TemplateResult {
  return html`
    <div class="invitation">
      <p class="lead">${messages.conversationMissing}</p>
      <p>${messages.conversationMissingHint}</p>
    </div>
  `;
}

function renderInvitation({ hasSamples, suggestions, askSuggested }: PageState): TemplateResult {
  const { questions } = suggestions;
  return html`
    <div class="invitation">
      <p class="lead">${messages.invite}</p>
      <p>${messages.inviteHint}</p>
      <ul class="suggestions" aria-label=${messages.suggestions}>
        ${(hasSamples ? messages.sampleQuestions : questions).map(
          (question) =>
            html`<li>
              <button type="button" class="quiet" dir="auto" @click=${() => askSuggested(question)}>
                ${question}
              </button>
            </li>`,
        )}
      </ul>
    </div>
  `;
}
