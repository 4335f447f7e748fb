import { BellOff, CheckCheck, Flag, Hand, NotebookPen, Phone, Send, Undo2, UserCheck, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button';
import { buttons, primaryAction, useCase } from './case';
import { useCommands } from './commands';
import { ACTION_KEYS, type ActionName } from './keymap';

const ICONS: Record<ActionName, LucideIcon> = {
  claim: UserCheck, call: Phone, takeover: Hand, dispatch: Send, escalate: Flag,
  note: NotebookPen, shelve: BellOff, release: Undo2, close: CheckCheck,
};

/** Exactly the actions that the server allows this user now, each with its key. */
export function ActionBar() {
  const { t } = useTranslation('desk');
  const detail = useCase()?.detail;
  const run = useCommands();
  if (!detail) return <div className="desk-actions" />;
  const shown = buttons(detail.actions);
  const primary = primaryAction(detail);
  return (
    <div className="desk-actions" role="toolbar" aria-label={t('action.label')}>
      {shown.length === 0 && <span className="desk-empty">{t('action.none')}</span>}
      {shown.map((action) => {
        const Icon = ICONS[action];
        return (
          <Button
            key={action}
            variant={action === primary ? 'primary' : 'plain'}
            icon={<Icon aria-hidden="true" />}
            shortcut={ACTION_KEYS[action]}
            aria-keyshortcuts={ACTION_KEYS[action]}
            onClick={() => { run({ do: 'action', action }); }}
          >
            {t(`action.${action}`)}
          </Button>
        );
      })}
    </div>
  );
}
