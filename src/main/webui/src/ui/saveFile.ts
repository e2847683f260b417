/** Offers content as a download. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser reads the address after this turn; a minute is far more than it needs.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
