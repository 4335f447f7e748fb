/** Where the buttons of the callers are among whom the key lets choose. */
export const CHOICES = 'desk-callers';
