/** Every number that a rule compares with: what it means, what was chosen for whom, and choosing another. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Override, Threshold } from '../../api/types';
import { Button } from '../../ui/Button';
import { errorText } from '../../ui/errorText';
import { when } from '../when';
import { ChooseDialog } from './ChooseDialog';
import { useChoose, useThresholds } from './queries';

export function Thresholds() {
  const { t } = useTranslation(['settings', 'common']);
  const { data, error } = useThresholds();
  const [chosen, setChosen] = useState<{ threshold: Threshold; override: Override | null } | null>(null);
  const groups = new Map<string, Threshold[]>();
  for (const one of data ?? []) groups.set(one.kind ?? one.name.split('.')[0] ?? '', [...(groups.get(one.kind ?? one.name.split('.')[0] ?? '') ?? []), one]);
  return (
    <div className="set-body">
      <p className="set-note">{t('threshold.order')}</p>
      {error ? <p className="bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
      {[...groups].map(([group, rows]) => (
        <section key={group} aria-labelledby={`thresholds-${group}`}>
          <h2 id={`thresholds-${group}`}>{group === 'flood' ? t('threshold.flood') : t(`common:kind.${group as 'battery'}`)}</h2>
          <table className="set-table thresholds">
            <thead>
              <tr>
                <th scope="col">{t('threshold.meaning')}</th><th scope="col">{t('threshold.default')}</th><th scope="col">{t('threshold.range')}</th>
                <th scope="col">{t('threshold.chosen')}</th><th scope="col"><span className="sr-only">{t('threshold.choose')}</span></th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => <Row key={one.name} threshold={one} onChoose={(override) => { setChosen({ threshold: one, override }); }} />)}
            </tbody>
          </table>
        </section>
      ))}
      {chosen ? <ChooseDialog {...chosen} onClose={() => { setChosen(null); }} /> : null}
    </div>
  );
}

function Row({ threshold, onChoose }: { threshold: Threshold; onChoose: (override: Override | null) => void }) {
  const { t, i18n } = useTranslation(['settings', 'desk']);
  const text = i18n.language === 'en' ? threshold.text_en : threshold.text_zh;
  const forget = useChoose(() => undefined);
  return (
    <tr>
      <th scope="row">{text} <small>{threshold.name}</small></th>
      <td>{threshold.default} {threshold.unit}</td>
      <td>{threshold.min}–{threshold.max} {threshold.unit}</td>
      <td>
        {threshold.overrides.length === 0 ? <span className="set-note">{t('threshold.nothing')}</span> : null}
        <ul className="set-overrides">
          {threshold.overrides.map((one) => (
            <li key={`${one.scope} ${one.subject}`}>
              <button type="button" className="set-link" onClick={() => { onChoose(one); }}><b>{one.value} {threshold.unit}</b> {subjectOf(one, t)}</button>
              <small>{t('threshold.by', { name: one.set_by, time: when(one.set_at) })}</small>
              <Button variant="ghost" aria-label={`${t('threshold.forget')} ${text} ${subjectOf(one, t)}`} disabled={forget.isPending} onClick={() => { forget.mutate({ ...one, name: threshold.name, value: null }); }}>{t('threshold.forget')}</Button>
            </li>
          ))}
        </ul>
        {forget.error ? <p className="bad" role="alert">{t('failed', { reason: errorText(forget.error) })}</p> : null}
      </td>
      <td><Button aria-label={`${t('threshold.choose')} ${text}`} onClick={() => { onChoose(null); }}>{t('threshold.choose')}</Button></td>
    </tr>
  );
}

type T = ReturnType<typeof useTranslation<['settings', 'desk']>>['t'];
function subjectOf(one: Override, t: T): string {
  return one.scope === 'tier' ? t(`desk:elder.risk.${one.subject as 'red'}`) : t(`threshold.for.${one.scope}`, { name: one.subject_name ?? one.subject });
}
