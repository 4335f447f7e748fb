import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/Dialog';
import { useDesk } from '../deskStore';
import { useElderCard } from '../queries';
import { CurfewForm } from './CurfewForm';

/** An elder's own hours. */
export function CurfewDialog({ elderId }: { elderId: number }) {
  const { t } = useTranslation('plans');
  const { data: elder } = useElderCard(elderId);
  return (
    <Dialog open onOpenChange={() => { useDesk.getState().openDialog(null); }} title={t('curfew.title', { name: elder?.name ?? '' })}>
      <CurfewForm of={{ elder: elderId }} />
      {elder && elder.monitoring_mode !== 'curfew' ? <p>{t('curfew.otherMode')}</p> : null}
    </Dialog>
  );
}
