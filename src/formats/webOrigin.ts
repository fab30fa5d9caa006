/** An origin as browsers send it: `https://app.example.com`, `http://localhost:3000`; no path, no default port. */
export function isWebOrigin(text: string): boolean {
  if (!/^https?:\/\/[^*]+$/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}
