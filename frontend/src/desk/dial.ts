/** Hands a number to the telephone of this computer. A page must not navigate away for it. */
export function dial(url: string): void {
  if (!/^(tel|sip|callto):/.test(url)) return;
  const link = document.createElement('a');
  link.href = url;
  link.click();
}
