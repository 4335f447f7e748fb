import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAlerts, useStore } from '../state/store';
import { newlyUrgent } from './soundRules';
import { whom } from './whom';

/** Tells screen readers of new P1 and P2 alerts; the selection stays where it is. */
export function UrgentAnnouncer() {
  const { t } = useTranslation(['desk', 'common']);
  const alerts = useAlerts();
  const loaded = useStore((s) => s.loaded);
  const known = useRef<ReadonlySet<number> | null>(null);
  const [text, setText] = useState('');

  useEffect(() => {
    if (!loaded) return;
    const fresh = newlyUrgent(known.current, alerts);
    known.current = new Set(alerts.map((a) => a.id));
    if (fresh.length === 0) return;
    const words = fresh.map((a) =>
      t('queue.announce', {
        severity: `${t(`common:priority.${a.priority}`)} P${String(a.priority)}`,
        name: whom(a),
        kind: t(`common:kind.${a.kind}`),
      }),
    );
    setText(words.join('；'));
  }, [alerts, loaded, t]);

  return <div className="sr-only" role="status" aria-live="assertive">{text}</div>;
}
