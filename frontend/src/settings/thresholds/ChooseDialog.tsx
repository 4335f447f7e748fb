import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreas } from '../../api/queries';
import type { FoundElder, Override, Threshold } from '../../api/types';
import { Footer } from '../../desk/dialogs/Footer';
import { ElderPicker } from '../../devices/ElderPicker';
import { useSession } from '../../state/store';
import { Dialog } from '../../ui/Dialog';
import { errorText } from '../../ui/errorText';
import { effectOf, refused } from './effect';
import { useChoose } from './queries';

const TIERS = ['red', 'orange', 'yellow', 'green'] as const;

/** Another value, for an area, a risk tier or one elder; with what that would mean. `override`: one that is changed. */
export function ChooseDialog({ threshold, override, onClose }: { threshold: Threshold; override: Override | null; onClose: () => void }) {
  const { t, i18n } = useTranslation(['settings', 'desk']);
  const areas = useAreas().data ?? [];
  const everywhere = (useSession().user?.areas.length ?? 0) === 0;
  const root = areas.find((one) => one.parent_id === null);
  const [scope, setScope] = useState<Override['scope']>(override?.scope ?? 'area');
  const [area, setArea] = useState(override?.scope === 'area' ? override.subject : '');
  const [tier, setTier] = useState(override?.scope === 'tier' ? override.subject : 'red');
  const [elder, setElder] = useState<FoundElder | null>(null);
  const [text, setText] = useState(String(override?.value ?? threshold.default));
  const [tried, setTried] = useState(false);
  const choose = useChoose(onClose);
  const service = threshold.of === 'service';
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const shownArea = service ? String(root?.id ?? '') : area || String(areas[0]?.id ?? '');
  const subject = override?.subject ?? (scope === 'area' ? shownArea : scope === 'tier' ? tier : elder ? String(elder.id) : '');
  const wrong = refused(value, threshold.min, threshold.max);
  const effect = effectOf(threshold.name, value, threshold.default);
  const submit = (): void => {
    setTried(true);
    if (!wrong && subject) choose.mutate({ name: threshold.name, scope, subject, value });
  };
  const problem = choose.error ? t('failed', { reason: errorText(choose.error) })
    : tried && wrong ? t('threshold.bounds', { min: threshold.min, max: threshold.max, unit: threshold.unit })
    : tried && !subject ? t('threshold.whom') : null;
  return (
    <Dialog open onOpenChange={onClose} title={t('threshold.choose')} description={i18n.language === 'en' ? threshold.text_en : threshold.text_zh}>
      <form className="hand set-form" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        {override || service ? <p className="set-note">{service ? t('threshold.service') : `${t(`threshold.scope.${scope}`)} ${override?.subject_name ?? (override?.scope === 'tier' ? t(`desk:elder.risk.${override.subject as 'red'}`) : '')}`}</p> : (
          <fieldset className="hand-ways" aria-label={t('threshold.whom')}>
            {(['area', 'tier', 'elder'] as const).filter((one) => one !== 'tier' || everywhere).map((one) => (
              <label key={one}><input type="radio" name="scope" checked={scope === one} onChange={() => { setScope(one); }} /> <b>{t(`threshold.scope.${one}`)}</b> <small>{t(`threshold.reach.${one}`)}</small></label>
            ))}
          </fieldset>
        )}
        {!override && !service && scope === 'area' ? (
          <label className="set-field">{t('threshold.scope.area')}
            <select value={shownArea} onChange={(e) => { setArea(e.target.value); }}>{areas.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</select>
          </label>
        ) : null}
        {!override && scope === 'tier' ? (
          <label className="set-field">{t('threshold.scope.tier')}
            <select value={tier} onChange={(e) => { setTier(e.target.value); }}>{TIERS.map((one) => <option key={one} value={one}>{t(`desk:elder.risk.${one}`)}</option>)}</select>
          </label>
        ) : null}
        {!override && scope === 'elder' ? <ElderPicker chosen={elder} onChoose={setElder} label={t('threshold.scope.elder')} /> : null}
        <label className="set-field">{t('threshold.value', { unit: threshold.unit, min: threshold.min, max: threshold.max })}
          <input type="number" step="any" min={threshold.min} max={threshold.max} value={text} onChange={(e) => { setText(e.target.value); }} />
        </label>
        <p className="set-note" role="status">{effect ? t(`threshold.effect.${effect}`, { default: threshold.default, unit: threshold.unit }) : ''}</p>
        <Footer ok={t('threshold.ok')} busy={choose.isPending} onCancel={onClose} problem={problem} />
      </form>
    </Dialog>
  );
}
