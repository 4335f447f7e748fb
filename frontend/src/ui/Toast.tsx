import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { dismissToast, useToasts } from './toastStore';

/** Mounted once, at the root; `toast()` from toastStore fills it. */
export function Toaster() {
  const { t } = useTranslation();
  const items = useToasts((state) => state.items);
  return (
    <Radix.Provider duration={6000} swipeDirection="right">
      {items.map((item) => (
        <Radix.Root
          key={item.id}
          className={`toast ${item.tone}`}
          type={item.tone === 'error' ? 'foreground' : 'background'}
          onOpenChange={(open) => { if (!open) dismissToast(item.id); }}
        >
          <Radix.Title>{item.title}</Radix.Title>
          {item.detail ? <Radix.Description>{item.detail}</Radix.Description> : null}
          <Radix.Close className="btn ghost icon" aria-label={t('actions.close')}><X /></Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="toasts" />
    </Radix.Provider>
  );
}
