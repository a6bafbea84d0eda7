// The context of a question as rows of a name and a text: a campaign, a product sheet, a price.

export interface ContextRow {
  readonly name: string;
  readonly text: string;
}

export const MAX_CONTEXT_BYTES = 16 * 1024;

/** The rows as the object that is sent; rows without a text are left out. */
export function contextOf(rows: readonly ContextRow[]): Record<string, string> {
  return Object.fromEntries(rows.filter(({ text }) => text.trim()).map(({ name, text }) => [name.trim(), text.trim()]));
}

/** What stands in the way of sending it; null when nothing does. */
export function contextProblem(rows: readonly ContextRow[]): string | null {
  const filled = rows.filter(({ text }) => text.trim());
  if (filled.some(({ name }) => !name.trim())) return "Say what each piece of context is.";
  const names = filled.map(({ name }) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) return `“${twice}” is there twice.`;
  const bytes = new TextEncoder().encode(JSON.stringify(contextOf(rows))).length;
  if (bytes > MAX_CONTEXT_BYTES) return "The context is longer than 16 KB; shorten it.";
  return null;
}
