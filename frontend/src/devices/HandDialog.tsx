/** A device changes hands: to another elder, into the drawer, lost, or retired. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceHealth, FoundElder } from '../api/types';
import { Footer } from '../desk/dialogs/Footer';
import { Dialog } from '../ui/Dialog';
import { errorText } from '../ui/errorText';
import { ElderPicker } from './ElderPicker';
import { useHand, type Hand } from './queries';

const WAYS = ['assign', 'spare', 'lost', 'retired'] as const;
type Way = (typeof WAYS)[number];

export function HandDialog({ row, onClose }: { row: DeviceHealth; onClose: () => void }) {
  const { t } = useTranslation('gear');
  const [way, setWay] = useState<Way>('assign');
  const [elder, setElder] = useState<FoundElder | null>(null);
  const [tried, setTried] = useState(false);
  const hand = useHand(onClose);
  const missing = way === 'assign' && !elder;

  const submit = (): void => {
    setTried(true);
    const order: Hand | null = way !== 'assign' ? { state: way } : elder ? { elderId: elder.id } : null;
    if (order) hand.mutate({ id: row.device.id, order });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('hand.title', { device: row.device.unique_id })} description={t('hand.worn', { name: row.wearer?.name ?? '–' })}>
      <form className="hand" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <fieldset className="hand-ways" aria-label={t('hand.title', { device: row.device.unique_id })}>
          {WAYS.map((one) => (
            <label key={one}>
              <input type="radio" name="way" checked={way === one} onChange={() => { setWay(one); }} />
              <b>{t(`hand.way.${one}`)}</b> <small>{t(`hand.means.${one}`)}</small>
            </label>
          ))}
        </fieldset>
        {way === 'assign' ? <ElderPicker chosen={elder} onChoose={setElder} /> : null}
        <Footer
          ok={t('hand.ok')} danger={way === 'retired'} busy={hand.isPending} onCancel={onClose}
          problem={hand.error ? t('hand.failed', { reason: errorText(hand.error) }) : tried && missing ? t('hand.choose') : null}
        />
      </form>
    </Dialog>
  );
}
