import type { PromptMessage } from '../../answer-types.ts';

/** How a model wants a chat to be written; `conv_template` of `mlc-chat-config.json`. */
export interface ConversationTemplate {
  system_template: string;
  system_message: string;
  roles: { user: string; assistant: string; tool: string };
  role_templates?: { user?: string; assistant?: string; tool?: string };
  /** Put after the messages, in turn. */
  seps: string[];
  role_content_sep?: string;
  role_empty_sep?: string;
  stop_str: string[];
  stop_token_ids: number[];
  system_prefix_token_ids?: number[];
  add_role_after_system_message?: boolean;
  render_empty_system_message?: boolean;
}

/** What is used of `mlc-chat-config.json`; web-llm reads the rest. */
export interface ChatConfig {
  context_window_size: number;
  conv_template: ConversationTemplate;
  /** Changes to the template. */
  conv_config?: Partial<ConversationTemplate>;
}

/** A message as web-llm gets it; `name` stands in the place of the role. */
export interface WireMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
  name?: string;
}

/** Reads `mlc-chat-config.json`. */
export function readChatConfig(bytes: ArrayBuffer): ChatConfig {
  return JSON.parse(new TextDecoder().decode(bytes)) as ChatConfig;
}

/** The template of a chat, with what `conv_config` changes of it. */
export function templateOf({
  conv_template: template,
  conv_config: changes,
}: ChatConfig): ConversationTemplate {
  return { ...template, ...changes };
}

/**
 * The template as web-llm gets it. Without role templates, because it fills them in with `String.replace`, which reads
 * `$&` in a text as a command: `toWireMessage` does it. Without stop texts, because a cache cut in the middle of one is
 * no longer what was written: `StopTexts` finds them.
 */
export function engineTemplate(template: ConversationTemplate): ConversationTemplate {
  const { role_templates: _filledByUs, ...rest } = template;
  return { ...rest, stop_str: [] };
}

/** The message that web-llm must get to write this one as it stands. */
export function toWireMessage(template: ConversationTemplate, message: PromptMessage): WireMessage {
  const { role, content } = message;
  // The system text goes through `String.replace` in web-llm, where `$$` means `$`.
  if (role === 'system') return { role, content: content.replaceAll('$', '$$$$') };
  const [before, after] = splitRoleTemplate(template, role);
  return { role, content: before + content + after };
}

/**
 * The user's message of a further turn, written after an answer that ended with a stop token. The cache has neither that
 * token nor what the template puts after an answer, so that it goes before the role.
 *
 * @param index Place of the message in the chat, not counting a system message.
 */
export function toNextTurn(
  template: ConversationTemplate,
  message: PromptMessage,
  index: number,
): WireMessage {
  const [, after] = splitRoleTemplate(template, 'assistant');
  const name = after + separator(template, index - 1) + template.roles.user;
  return { ...toWireMessage(template, message), name };
}

/** The prompt as web-llm writes it, in the pieces that it turns into tokens one by one. */
export function promptPieces(template: ConversationTemplate, messages: readonly PromptMessage[]): string[] {
  const [first] = messages;
  const hasSystem = first?.role === 'system';
  const system = systemPiece(template, hasSystem ? first.content : template.system_message);
  const turns = messages.slice(hasSystem ? 1 : 0).map((message, index) => {
    const isBare = index === 0 && system !== '' && template.add_role_after_system_message === false;
    return turnPiece(template, toWireMessage(template, message), index, isBare);
  });
  return [...(system === '' ? [] : [system]), ...turns, replyHeader(template)];
}

/** The same for a further turn alone. */
export function nextTurnPieces(
  template: ConversationTemplate,
  message: WireMessage,
  index: number,
): string[] {
  return [turnPiece(template, message, index, false), replyHeader(template)];
}

function systemPiece(template: ConversationTemplate, text: string): string {
  if (text === '' && template.render_empty_system_message === false) return '';
  return template.system_template.replace('{system_message}', () => text);
}

function turnPiece(
  template: ConversationTemplate,
  { role, content, name }: WireMessage,
  index: number,
  isBare: boolean,
): string {
  const speaker = name ?? (role === 'user' ? template.roles.user : template.roles.assistant);
  const prefix = isBare ? '' : speaker + (template.role_content_sep ?? ': ');
  return prefix + content + separator(template, index);
}

function replyHeader(template: ConversationTemplate): string {
  return template.roles.assistant + (template.role_empty_sep ?? ': ');
}

function separator({ seps }: ConversationTemplate, index: number): string {
  return seps[index % seps.length] ?? '';
}

/** What the template puts before and after the text of a message. */
function splitRoleTemplate(
  { role_templates: templates }: ConversationTemplate,
  role: 'user' | 'assistant',
): [before: string, after: string] {
  const template = templates?.[role] ?? `{${role}_message}`;
  const [before = '', after = ''] = template.replaceAll('{function_string}', '').split(`{${role}_message}`);
  return [before, after];
}
