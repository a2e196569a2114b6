/** Matches a text that is this one, give or take blanks around it. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${escapePattern(text)}\\s*$`);
}

/** A pattern that matches a text character by character. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
