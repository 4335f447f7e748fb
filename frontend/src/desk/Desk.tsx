import './desk.css';
import './panel.css';
import './inbound/inbound.css';
import { useTranslation } from 'react-i18next';
import { useEffect } from 'react';
import { looksAt, useConnection, useStore } from '../state/store';
import { ActionBar } from './ActionBar';
import { AlertHead } from './AlertHead';
import { Banners } from './Banners';
import { CallPanel } from './CallPanel';
import { DeskMap } from './DeskMap';
import { useDesk } from './deskStore';
import { DeskTop } from './DeskTop';
import { Dialogs } from './dialogs/Dialogs';
import { ElderCard } from './ElderCard';
import { useAnsweredHere } from './inbound/useAnsweredHere';
import { Queue } from './Queue';
import { useStreamInvalidation } from './queries';
import { TaskList } from './tasks/TaskList';
import { Timeline } from './Timeline';
import { useCaseNotices } from './useCaseNotices';
import { useDeskKeys } from './useDeskKeys';
import { useRinging } from './useRinging';

/** The workplace of one operator: queue, case, elder. */
export default function Desk() {
  const { t } = useTranslation('desk');
  useStreamInvalidation();
  useDeskKeys();
  useCaseNotices();
  const looked = useDesk((s) => s.selectedId);
  useEffect(() => { looksAt(looked); }, [looked]);
  useEffect(() => () => { looksAt(null); }, []);
  useAnsweredHere();
  const ringing = useRinging();
  const stale = useConnection().status !== 'live';
  const loaded = useStore((s) => s.loaded);
  return (
    <div className={`desk ${stale && loaded ? 'stale' : ''}`}>
      <title>{t('title')}</title>
      <DeskTop ringing={ringing} />
      <Banners />
      <Queue />
      <main className="desk-centre">
        <AlertHead />
        <DeskMap />
        <ActionBar />
      </main>
      <div className="desk-side">
        <ElderCard />
        <TaskList />
        <CallPanel />
        <Timeline />
      </div>
      <Dialogs />
    </div>
  );
}
