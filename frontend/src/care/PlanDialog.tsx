import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CarePlan, FoundElder } from '../api/types';
import { Footer } from '../desk/dialogs/Footer';
import { ElderPicker } from '../devices/ElderPicker';
import '../devices/devices.css';
import { Dialog } from '../ui/Dialog';
import { errorText } from '../ui/errorText';
import { toast } from '../ui/toastStore';
import { complete, HoursFields, USUAL } from './HoursFields';
import { useCarePlan, usePutPlan, type Hours } from './queries';

interface Who { id: number; name: string }

/** Her plan; without an elder one is chosen first. */
export function PlanDialog({ elder, onClose }: { elder: Who | null; onClose: () => void }) {
  const { t } = useTranslation('care');
  const [found, setFound] = useState<FoundElder | null>(null);
  const who = elder ?? found;
  const { data, error, isSuccess } = useCarePlan(who?.id ?? null);
  return (
    <Dialog open onOpenChange={onClose} title={who ? t('planOf', { name: who.name }) : t('planTitle')}>
      {elder ? null : <div className="hand"><ElderPicker chosen={found} onChoose={setFound} label={t('planWho')} /></div>}
      {error ? <p role="alert" className="care-warn">{t('readFailed', { reason: errorText(error) })}</p> : null}
      {who && isSuccess ? <Fields key={who.id} who={who} plan={data} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Fields({ who, plan, onClose }: { who: Who; plan: CarePlan | null; onClose: () => void }) {
  const { t, i18n } = useTranslation('care');
  const [hours, setHours] = useState<Hours>(plan ?? USUAL);
  const put = usePutPlan(who.id, () => { toast(t('planSaved'), { tone: 'ok' }); onClose(); });
  const submit = (): void => {
    const { days, starts, ends, topics, active } = hours;
    if (complete(hours)) put.mutate({ days, starts, ends, topics, active, version: plan?.version ?? null });
  };
  return (
    <form className="care-fields" onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <HoursFields hours={hours} onChange={setHours} />
      <label className="check"><input type="checkbox" checked={hours.active} onChange={(e) => { setHours({ ...hours, active: e.target.checked }); }} />{t('active')} <small>{t('activeOff')}</small></label>
      <p className="care-small">{plan ? t('planBy', { name: plan.made_by.name, time: new Date(plan.made_at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'short', hour12: false }) }) : ''} {t('saves')}</p>
      <Footer ok={t('ok')} busy={put.isPending} onCancel={onClose} problem={put.error ? t('failed', { reason: errorText(put.error) }) : complete(hours) ? null : t('planNeeded')} />
    </form>
  );
}
