import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Area } from '../../api/types';
import { Footer } from '../../desk/dialogs/Footer';
import { Dialog } from '../../ui/Dialog';
import { inTree } from '../users/UserDialog';
import { useMoveArea } from './queries';
import { refusal } from './refusal';

/** Another area above it: any but itself and what lies below it. */
export function MoveDialog({ area, areas, onClose }: { area: Area; areas: readonly Area[]; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [above, setAbove] = useState(area.parent_id);
  const move = useMoveArea(onClose);
  const below = new Set([area.id]);
  const choices = inTree(areas).filter(({ area: one }) => {
    if (one.parent_id !== null && below.has(one.parent_id)) below.add(one.id);
    return !below.has(one.id);
  });
  return (
    <Dialog open onOpenChange={onClose} title={t('area.moving', { name: area.name })} description={t('area.moveMeans')}>
      <form className="hand set-form" onSubmit={(e) => { e.preventDefault(); if (above !== null) move.mutate({ area, above }); }}>
        <label className="set-field">{t('area.above')}
          <select value={above ?? ''} onChange={(e) => { setAbove(Number(e.target.value)); }}>
            {choices.map(({ area: one, depth }) => <option key={one.id} value={one.id}>{`${'\u3000'.repeat(depth)}${one.name}`}</option>)}
          </select>
        </label>
        <Footer ok={t('area.move')} busy={move.isPending || above === area.parent_id} onCancel={onClose} problem={move.error ? t('failed', { reason: refusal(move.error) }) : null} />
      </form>
    </Dialog>
  );
}
