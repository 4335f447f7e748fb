import { useTranslation } from 'react-i18next';
import type { Task } from '../../api/types';
import { useCase } from '../case';
import { clockTime } from '../format';
import { useWithdraw } from './queries';

const OPEN = new Set<Task['stage']>(['offered', 'accepted', 'en_route', 'on_scene']);

/** Who was asked to go there and how far they are, as long as it is not over; what is over is in the timeline. */
export function TaskList() {
  const { t } = useTranslation(['desk', 'tasks']);
  const tasks = (useCase()?.detail?.tasks ?? []).filter((task) => OPEN.has(task.stage));
  const withdraw = useWithdraw();
  if (tasks.length === 0) return null;
  return (
    <section className="desk-tasks" aria-label={t('tasks.title')}>
      <h3>{t('tasks.title')}</h3>
      <ul>
        {tasks.map((task) => (
          <li key={task.id}>
            <time dateTime={task.since}>{clockTime(task.since, true)}</time>
            <div>
              <b>{task.responder?.name} {t(`tasks:stage.${task.stage}`)}</b>
              {task.stage === 'offered' && (task.offers ?? []).filter((one) => !one.answer).map((one) => (
                <span key={one.responder.id}>{t('tasks.waits', { name: one.responder.name })}</span>
              ))}
              <p>{task.words}</p>
            </div>
            <button type="button" className="btn ghost" disabled={withdraw.isPending} onClick={() => { withdraw.mutate(task); }}>{t('tasks.withdraw')}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
