import { useTranslation } from 'react-i18next';
import { Kbd } from '../ui/Kbd';
import { ACTION_KEYS } from './keymap';

const WITH_WINDOW = ['dispatch', 'note', 'release', 'escalate', 'takeover', 'shelve', 'close'] as const;

/** Every key of the desk and what it does. */
export function KeyList() {
  const { t } = useTranslation('desk');
  const rows: [string, string][] = [
    ['↑ ↓', t('help.select')],
    ['Enter', t('help.claim')],
    ['C', t('help.call')],
    ['1–9 0 -', t('help.choose')],
    ['⇧ 1–9', t('help.contact')],
    ...WITH_WINDOW.map((a): [string, string] => [ACTION_KEYS[a], t(`action.${a}`)]),
    ['A', t('help.answer')],
    ['F', t('help.follow')],
    ['/', t('help.search')],
    ['H', t('help.handover')],
    ['M', t('help.mute')],
    ['Esc', t('help.back')],
    ['?', t('help.help')],
  ];
  return (
    <dl className="desk-help">
      {rows.map(([key, text]) => (
        <div key={key}>
          <dt>{key.split(' ').map((k) => <Kbd key={k}>{k}</Kbd>)}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
