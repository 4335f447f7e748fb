/** The number on the box, and whose it is. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundElder } from '../api/types';
import { Footer } from '../desk/dialogs/Footer';
import { Dialog } from '../ui/Dialog';
import { errorText } from '../ui/errorText';
import { ElderPicker } from './ElderPicker';
import { usePair } from './queries';

const DIGITS = 15;

export function PairDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('gear');
  const [imei, setImei] = useState('');
  const [unknown, setUnknown] = useState(false);
  const [elder, setElder] = useState<FoundElder | null>(null);
  const [tried, setTried] = useState(false);
  const pair = usePair(onClose);
  const digits = imei.replace(/\D/g, '');
  const problem = digits.length !== DIGITS ? t('pair.digits') : elder ? null : t('hand.choose');

  const submit = (): void => {
    setTried(true);
    if (!problem && elder) pair.mutate({ imei: digits, elder_id: elder.id, kind: unknown ? 'watch' : null });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('pair.title')} description={t('pair.note')}>
      <form className="hand" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <ElderPicker chosen={elder} onChoose={setElder} />
        <label className="field">
          IMEI
          <input inputMode="numeric" autoComplete="off" value={imei} aria-invalid={tried && digits.length !== DIGITS} onChange={(e) => { setImei(e.target.value); }} />
        </label>
        <label className="hand-check">
          <input type="checkbox" checked={unknown} onChange={(e) => { setUnknown(e.target.checked); }} /> {t('pair.unknown')}
        </label>
        <Footer
          ok={t('pair.ok')} busy={pair.isPending} onCancel={onClose}
          problem={pair.error ? t('hand.failed', { reason: errorText(pair.error) }) : tried ? problem : null}
        />
      </form>
    </Dialog>
  );
}
