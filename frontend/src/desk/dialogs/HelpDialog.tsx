import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/Dialog';
import { Kbd } from '../../ui/Kbd';
import { useDesk } from '../deskStore';
import { ACTION_KEYS } from '../keymap';

export function HelpDialog() {
  const { t } = useTranslation('desk');
  const { openDialog } = useDesk.getState();
  const rows: [string, string][] = [
    ['↑ ↓', t('help.select')],
    ['Enter', t('help.claim')],
    ['C', t('help.call')],
    ['⇧ 1–9', t('help.contact')],
    ['1–9 0 -', t('help.choose')],
    ...(['dispatch', 'note', 'release', 'escalate', 'takeover', 'shelve', 'close'] as const).map(
      (a): [string, string] => [ACTION_KEYS[a], t(`action.${a}`)],
    ),
    ['F', t('help.follow')],
    ['/', t('help.search')],
    ['M', t('help.mute')],
    ['Esc', t('help.back')],
    ['?', t('help.help')],
  ];
  return (
    <Dialog open wide onOpenChange={() => { openDialog(null); }} title={t('help.title')} description={t('help.typing')}>
      <dl className="desk-help">
        {rows.map(([key, text]) => (
          <div key={key}>
            <dt>{key.split(' ').map((k) => <Kbd key={k}>{k}</Kbd>)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
