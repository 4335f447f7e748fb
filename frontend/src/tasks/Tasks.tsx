import './tasks.css';
import { BellRing, LogOut } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../api/types';
import { useSession } from '../state/store';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Logo } from '../ui/Logo';
import { OfferCard } from './OfferCard';
import { useTasks } from './queries';
import { sorted } from './sorting';
import { TaskCard } from './TaskCard';
import { useBell } from './useBell';

/** What a responder is asked to do, on a phone. */
export default function Tasks() {
  const { t } = useTranslation(['tasks', 'common']);
  const { user, signOut } = useSession();
  const { data, isError, dataUpdatedAt } = useTasks();
  const [dismissed, setDismissed] = useState<ReadonlySet<number>>(new Set());
  const found = useMemo(() => (data ? sorted(data, dismissed) : null), [data, dismissed]);
  const { blocked, unlock } = useBell(found);
  useEffect(() => {
    document.documentElement.dataset.screen = 'phone';
    return () => { delete document.documentElement.dataset.screen; };
  }, []);
  const offers = found?.offers ?? [];
  const mine = found?.mine ?? [];
  return (
    <div className="tasks">
      <title>{offers.length > 0 ? t('asked', { count: offers.length }) : t('title')}</title>
      <header>
        <Logo />
        <h1>{t('title')}</h1>
        <LanguageSwitch />
      </header>
      {blocked && <button type="button" className="tasks-sound" onClick={unlock}><BellRing aria-hidden="true" />{t('sound.off')}</button>}
      {isError && <p className="tasks-offline" role="alert">{t('offline')}</p>}
      <main>
        <div aria-live="assertive">
          {offers.map((task) => <OfferCard key={task.id} task={task} readAt={dataUpdatedAt} />)}
          {(found?.withdrawn ?? []).map((task) => (
            <Withdrawn key={task.id} task={task} onOk={() => { setDismissed(new Set([...dismissed, task.id])); }} />
          ))}
        </div>
        {mine.map((task) => <TaskCard key={task.id} task={task} />)}
        {found && offers.length + mine.length === 0 && <p className="tasks-none"><b>{t('none')}</b>{t('open')}</p>}
        {found && found.before.length > 0 && <Before tasks={found.before} />}
      </main>
      <footer>
        <span>{user?.name}</span>
        <button type="button" className="btn ghost" onClick={() => void signOut()}><LogOut aria-hidden="true" />{t('common:actions.signOut')}</button>
      </footer>
    </div>
  );
}

function Withdrawn({ task, onOk }: { task: Task; onOk: () => void }) {
  const { t } = useTranslation(['tasks', 'common']);
  return (
    <section className="tasks-card withdrawn">
      <h2>{t('withdrawn.title')}</h2>
      <p>{t('withdrawn.text', { area: task.area.name, kind: t(`common:kind.${task.kind}`) })}</p>
      <button type="button" className="btn" onClick={onOk}>{t('withdrawn.ok')}</button>
    </section>
  );
}

function Before({ tasks }: { tasks: readonly Task[] }) {
  const { t, i18n } = useTranslation(['tasks', 'common']);
  const clock = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <section className="tasks-before" aria-label={t('before')}>
      <h2>{t('before')}</h2>
      <ul>
        {tasks.map((task) => (
          <li key={task.id}>
            <time dateTime={task.made_at}>{clock.format(new Date(task.made_at))}</time>
            <span>{t(`common:kind.${task.kind}`)} · {task.area.name}</span>
            <small>{outcome(task)}</small>
          </li>
        ))}
      </ul>
    </section>
  );

  function outcome(task: Task): string {
    const said = task.mine?.answer;
    if (said === 'taken') return t('taken', { name: task.responder?.name ?? '' });
    if (said === 'declined' || said === 'expired' || said === 'withdrawn') return t(`stage.${said}`);
    return t(`stage.${task.stage}`);
  }
}
