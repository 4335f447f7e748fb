import { useTranslation } from 'react-i18next';
import type { FenceFeature } from '../../api/types';
import { useNow, useSession } from '../../state/store';
import { Button } from '../../ui/Button';
import { errorReason } from '../errorReason';
import { distance } from '../format';
import { useFences } from '../queries';
import { useAcceptArea, useAreaProposal } from './queries';
import { shortTime } from './times';

/** Her safe places, drawn or learned, and for supervisors what two weeks of walks propose. */
export function LivingArea({ elderId, mode }: { elderId: number; mode: string }) {
  const { t } = useTranslation('plans');
  const { user } = useSession();
  const { data: fences } = useFences(elderId);
  const safe = fences?.filter((f) => f.properties.kind === 'safe') ?? [];
  const supervises = user?.role === 'supervisor' || user?.role === 'admin';
  if (safe.length === 0 && mode !== 'living_area') return null;
  return (
    <section className="desk-outings" aria-label={t('area.title')}>
      <header><h3>{t('area.title')}</h3></header>
      {safe.length === 0 && <p className="none">{t('area.none')}</p>}
      {safe.map((fence) => <Safe key={String(fence.id)} fence={fence} />)}
      {supervises && <Proposal elderId={elderId} />}
    </section>
  );
}

function Safe({ fence }: { fence: FenceFeature }) {
  const { t } = useTranslation('plans');
  const now = useNow(60_000);
  const { learned_at: learned, name } = fence.properties;
  return (
    <div className="desk-outing">
      <b>{name ?? t('area.unnamed')}</b>
      <em>{learned ? t('area.learned', { time: shortTime(learned, now) }) : t('area.drawn')}</em>
    </div>
  );
}

function Proposal({ elderId }: { elderId: number }) {
  const { t } = useTranslation('plans');
  const proposal = useAreaProposal(elderId);
  const accept = useAcceptArea(elderId);
  const found = proposal.data;
  const problem = proposal.error ?? accept.error;
  return (
    <>
      {found && (
        <div className="desk-outing" role="status">
          <b>{t('area.proposed')}</b>
          <span>{t('area.basis', { days: found.days, percent: Math.round(found.covered * 100), side: distance(Math.sqrt(found.area_m2)) })}</span>
          <div>
            <Button variant="primary" disabled={accept.isPending} onClick={() => { accept.mutate(found); }}>{t('area.accept')}</Button>
          </div>
        </div>
      )}
      {problem && <p role="alert" className="desk-hint">{t('area.failed', { reason: errorReason(problem) })}</p>}
      {!found && (
        <Button variant="ghost" disabled={proposal.isFetching} onClick={() => { void proposal.refetch(); }}>{t('area.propose')}</Button>
      )}
    </>
  );
}
