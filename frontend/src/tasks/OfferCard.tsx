import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../api/types';
import { SeverityShape } from '../ui/SeverityShape';
import { MapLinks } from './MapLinks';
import { useAnswer } from './queries';
import { leftText } from './sorting';
import { WordsForm } from './WordsForm';

/** Somebody is asked: what is the matter, how urgent, roughly where, how long they may think. Never whom. */
export function OfferCard({ task, readAt }: { task: Task; readAt: number }) {
  const { t } = useTranslation(['tasks', 'common']);
  const answer = useAnswer(task);
  const [declining, setDeclining] = useState(false);
  return (
    <section className={`tasks-card offer p${String(task.priority)}`} aria-label={t('offer.heading')}>
      <header>
        <SeverityShape priority={task.priority} kind={task.kind} />
        <h2>{t(`common:kind.${task.kind}`)}</h2>
        <b>{t(`common:priority.${task.priority}`)}</b>
      </header>
      <p className="tasks-left"><Left seconds={task.mine?.left_s ?? 0} readAt={readAt} /></p>
      <p className="tasks-where">{task.area.name}{task.near && <MapLinks at={task.near} label={t('offer.whereMap')} />}</p>
      {declining ? (
        <WordsForm
          question={t('ask.decline')} busy={answer.isPending} onBack={() => { setDeclining(false); }}
          onSend={(words) => { answer.mutate({ answer: 'decline', words }); }}
        />
      ) : (
        <div className="tasks-buttons">
          <button type="button" className="btn primary" disabled={answer.isPending} onClick={() => { answer.mutate({ answer: 'accept', words: '' }); }}>{t('offer.accept')}</button>
          <button type="button" className="btn" disabled={answer.isPending} onClick={() => { setDeclining(true); }}>{t('offer.decline')}</button>
        </div>
      )}
      <small>{t('offer.why')}</small>
    </section>
  );
}

/** Counted from when the list was read: a phone's own clock may be wrong. */
function Left({ seconds, readAt }: { seconds: number; readAt: number }) {
  const { t } = useTranslation('tasks');
  const [now, setNow] = useState(readAt);
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, 500);
    return () => { clearInterval(timer); };
  }, []);
  return <>{t('offer.left', { time: leftText(seconds - Math.max(0, now - readAt) / 1000) })}</>;
}
