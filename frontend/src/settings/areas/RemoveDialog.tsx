import { useTranslation } from 'react-i18next';
import type { Area } from '../../api/types';
import { Footer } from '../../desk/dialogs/Footer';
import { Dialog } from '../../ui/Dialog';
import { useRemoveArea } from './queries';
import { refusal } from './refusal';

/** Only an empty one goes; what it still holds is said. */
export function RemoveDialog({ area, onClose }: { area: Area; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const remove = useRemoveArea(onClose);
  return (
    <Dialog open onOpenChange={onClose} title={t('area.removing', { name: area.name })} description={t('area.removeMeans')}>
      <form className="hand set-form" onSubmit={(e) => { e.preventDefault(); remove.mutate(area); }}>
        <Footer danger ok={t('area.remove')} busy={remove.isPending} onCancel={onClose} problem={remove.error ? t('failed', { reason: refusal(remove.error) }) : null} />
      </form>
    </Dialog>
  );
}
