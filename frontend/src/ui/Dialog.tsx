import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface FrameProps {
  title: string;
  description?: string;
  children: ReactNode;
  wide?: boolean;
}

/** A modal dialog; the focus stays inside, and goes back where it was on close. */
export function Dialog({ open, onOpenChange, ...frame }: FrameProps & { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-overlay" />
        <Frame {...frame} />
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Mounted only while the dialog is open. */
function Frame({ title, description, children, wide = false }: FrameProps) {
  const { t } = useTranslation();
  // Radix gives the focus back to a trigger only, and our dialogs have none: keys and stores open them.
  const [opener] = useState(() => document.activeElement);
  const giveBack = (event: Event): void => {
    event.preventDefault();
    if (opener instanceof HTMLElement) opener.focus();
  };
  return (
    <Radix.Content
      className={`dialog ${wide ? 'wide' : ''}`} onCloseAutoFocus={giveBack}
      {...(description ? {} : { 'aria-describedby': undefined })}
    >
      <header>
        <Radix.Title>{title}</Radix.Title>
        <Radix.Close className="btn ghost icon" aria-label={t('actions.close')}><X /></Radix.Close>
      </header>
      {description ? <Radix.Description>{description}</Radix.Description> : null}
      {children}
    </Radix.Content>
  );
}
