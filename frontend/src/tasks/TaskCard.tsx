import { Phone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place, Task } from '../api/types';
import { SeverityShape } from '../ui/SeverityShape';
import { MapLinks } from './MapLinks';
import { useAnswer, usePlace, type Answer } from './queries';
import { WordsForm } from './WordsForm';

const NEXT = [['depart', 'en_route'], ['arrive', 'on_scene'], ['complete', 'complete']] as const;

/** The task that is theirs: to whom, where, what to do, and the one big button that comes next. */
export function TaskCard({ task }: { task: Task }) {
  const { t } = useTranslation(['tasks', 'common']);
  const place = usePlace(task);
  const answer = useAnswer(task);
  const [asking, setAsking] = useState<'complete' | 'abort' | null>(null);
  const send = (what: Answer, words = '') => { answer.mutate({ answer: what, words }, { onSuccess: () => { setAsking(null); } }); };
  return (
    <section className={`tasks-card mine p${String(task.priority)}`} aria-label={t('mine.heading')}>
      <header>
        <SeverityShape priority={task.priority} kind={task.kind} />
        <h2>{t(`common:kind.${task.kind}`)}</h2>
        <b>{t(`stage.${task.stage}`)}</b>
      </header>
      {place.data ? <Where place={place.data} /> : (
        <p>{place.isError ? <button type="button" className="btn" onClick={() => void place.refetch()}>{t('mine.reload')}</button> : t('mine.loading')}</p>
      )}
      <dl><dt>{t('mine.what')}</dt><dd>{task.words}</dd></dl>
      {asking ? (
        <WordsForm question={t(`ask.${asking}`)} busy={answer.isPending} onBack={() => { setAsking(null); }} onSend={(words) => { send(asking, words); }} />
      ) : (
        <div className="tasks-buttons">
          {NEXT.filter(([step]) => task.steps.includes(step)).map(([step, what], nth) => (
            <button
              key={step} type="button" className={`btn ${nth === 0 ? 'primary' : ''}`} disabled={answer.isPending}
              onClick={() => { if (what === 'complete') setAsking('complete'); else send(what); }}
            >
              {t(`step.${step}`)}
            </button>
          ))}
          {task.steps.includes('abort') && (
            <button type="button" className="btn ghost" disabled={answer.isPending} onClick={() => { setAsking('abort'); }}>{t('step.abort')}</button>
          )}
        </div>
      )}
    </section>
  );
}

function Where({ place }: { place: Place }) {
  const { t, i18n } = useTranslation('tasks');
  const clock = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <>
      <div className="tasks-who">
        <b>{place.name}</b>
        {place.phone && <a className="btn" href={`tel:${place.phone.replace(/[^+\d]/g, '')}`}><Phone aria-hidden="true" />{t('mine.call')} {place.phone}</a>}
      </div>
      <dl>
        <dt>{t('mine.home')}</dt>
        <dd>{place.address ?? t('mine.noAddress')}{place.home && <MapLinks at={place.home} label={t('mine.map')} />}</dd>
        {place.fix && (
          <>
            <dt>{t('mine.seen')}</dt>
            <dd>
              {t('mine.seenAt', { time: clock.format(new Date(place.fix.fixed_at)), metres: Math.round(place.fix.accuracy_m ?? 100) })}
              <MapLinks at={place.fix} label={t('mine.map')} />
            </dd>
          </>
        )}
      </dl>
    </>
  );
}
