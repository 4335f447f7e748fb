import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Area } from '../api/types';
import { Footer } from '../desk/dialogs/Footer';
import { Dialog } from '../ui/Dialog';
import { errorText } from '../ui/errorText';
import { toast } from '../ui/toastStore';
import { complete, HoursFields, USUAL } from './HoursFields';
import { useGiveMany, type Many } from './queries';

const TIERS = ['red', 'orange', 'yellow', 'green'] as const;

/** The same plan for everybody of an area and of some tiers: counted first, then confirmed. */
export function ManyDialog({ areas, onClose }: { areas: readonly Area[]; onClose: () => void }) {
  const { t } = useTranslation('care');
  const [many, setMany] = useState<Many>({ ...USUAL, area: null, risk_tiers: [], replace: false });
  const give = useGiveMany((given) => { toast(t('given', { count: given.changed }), { tone: 'ok' }); onClose(); });
  const counted = give.variables?.dryRun && give.variables.many === many ? give.data : undefined;
  const toggle = (tier: string): void => {
    setMany({ ...many, risk_tiers: many.risk_tiers.includes(tier) ? many.risk_tiers.filter((one) => one !== tier) : [...many.risk_tiers, tier] });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('manyTitle')}>
      <form className="care-fields" onSubmit={(e) => { e.preventDefault(); if (complete(many)) give.mutate({ many, dryRun: !counted }); }}>
        <label>{t('area')}
          <select value={many.area ?? ''} onChange={(e) => { setMany({ ...many, area: e.target.value === '' ? null : Number(e.target.value) }); }}>
            <option value="">{t('everywhere')}</option>
            {areas.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
        <fieldset className="care-choices days">
          <legend>{t('tiers')} <small>{t('everyTier')}</small></legend>
          {TIERS.map((tier) => <label key={tier}><input type="checkbox" checked={many.risk_tiers.includes(tier)} onChange={() => { toggle(tier); }} />{t(`tier.${tier}`)}</label>)}
        </fieldset>
        <HoursFields hours={many} onChange={(hours) => { setMany({ ...many, ...hours }); }} />
        <label className="check"><input type="checkbox" checked={many.replace} onChange={(e) => { setMany({ ...many, replace: e.target.checked }); }} />{t('replace')}</label>
        <p className="care-counted" role="status">{counted ? t('matches', { elders: counted.elders, having: counted.having, phone: counted.without_phone, changed: counted.changed }) : ''}</p>
        <Footer
          ok={counted ? t('confirm', { count: counted.changed }) : t('count')} busy={give.isPending || counted?.changed === 0} onCancel={onClose}
          problem={give.error ? t('failed', { reason: errorText(give.error) }) : complete(many) ? null : t('planNeeded')}
        />
      </form>
    </Dialog>
  );
}
