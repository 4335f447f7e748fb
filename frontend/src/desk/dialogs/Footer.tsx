import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';

export function Footer({ ok, problem, busy, onCancel, danger = false }: {
  ok: string; problem: string | null; busy: boolean; onCancel: () => void; danger?: boolean;
}) {
  const { t } = useTranslation('desk');
  return (
    <footer className="desk-dialog-footer">
      <span role="alert">{problem ?? ''}</span>
      <small>{t('dialog.hint')}</small>
      <Button variant="ghost" shortcut="Esc" onClick={onCancel}>{t('dialog.cancel')}</Button>
      <Button type="submit" variant={danger ? 'danger' : 'primary'} disabled={busy}>{ok}</Button>
    </footer>
  );
}
