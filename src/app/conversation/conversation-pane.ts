import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { messages } from '../messages/messages.ts';
import type { PageState } from '../page-state.ts';
import './answer-view.ts';

/** The column of the questions and answers. */
export function renderConversation(page: PageState, isCovered: boolean): TemplateResult {
  const { corpus, conversation, writing } = page;
  const { turns } = conversation;
  return html`
    <section class="conversation" aria-labelledby="conversation-title" ?inert=${isCovered}>
      <h2 id="conversation-title" class="visually-hidden">${messages.conversation}</h2>
      <div class="turns" tabindex="0" role="log" aria-live="off" aria-labelledby="conversation-title">
        ${
          turns.length === 0
            ? renderInvitation(page)
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
                  ></cloister-answer>`,
              )
        }
      </div>
      <cloister-ask .isRunning=${conversation.isRunning}></cloister-ask>
    </section>
  `;
}

function renderInvitation({ hasSamples, askSuggested }: PageState): TemplateResult {
  return html`
    <div class="invitation">
      <p class="lead">${messages.invite}</p>
      <p>${messages.inviteHint}</p>
      ${
        hasSamples
          ? html`<ul class="suggestions">
              ${messages.sampleQuestions.map(
                (question) =>
                  html`<li>
                    <button type="button" class="quiet" @click=${() => askSuggested(question)}>
                      ${question}
                    </button>
                  </li>`,
              )}
            </ul>`
          : nothing
      }
    </div>
  `;
}
