/** The figures we are judged by, for a period and an area; each number opens the alerts behind it. */
import { Download, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreas, useConfig } from '../api/queries';
import type { KpiBy } from '../api/types';
import { useNow } from '../state/store';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';
import { BehindDialog } from './BehindDialog';
import { CareBehindDialog } from './CareBehindDialog';
import { FalseAlarms } from './FalseAlarms';
import { FigureTable } from './FigureTable';
import { PartsTable } from './PartsTable';
import { OF_DEVICES } from './figures';
import { PERIODS, rangeOf, type Period } from './periods';
import { asQuery, useKpis, type Behind, type Scope } from './queries';
import { Report } from './Report';
import { UnheardDialog } from './UnheardDialog';

const BYS: readonly KpiBy[] = ['area', 'shift', 'day', 'month'];
const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function Figures() {
  const { t, i18n } = useTranslation('supervision');
  const zone = useConfig().data?.time_zone ?? BROWSER_ZONE;
  const areas = useAreas().data ?? [];
  const now = Math.floor(useNow(10_000) / 60_000) * 60_000;
  const [period, setPeriod] = useState<Period>('week');
  const [area, setArea] = useState<number | null>(null);
  const [by, setBy] = useState<KpiBy>('area');
  const [asked, setAsked] = useState<Behind | null>(null);
  const scope: Scope = { ...rangeOf(period, now, zone), area };
  const days = useKpis(scope, 'day');
  const parts = useKpis(scope, by);
  const areaName = areas.find((one) => one.id === area)?.name ?? t('figures.everywhere');
  const link = (form: 'xlsx' | 'csv') =>
    `/api/kpis/table.${form}?${query({ ...asQuery(scope), by, lang: i18n.language === 'en' ? 'en' : 'zh' })}`;
  const error = days.error ?? parts.error;
  const Dialog = asked?.kpi === 'care_calls' ? CareBehindDialog : asked && OF_DEVICES.includes(asked.kpi) ? UnheardDialog : BehindDialog;
  return (
    <div className="sup-figures">
      <div className="sup-pickers">
        <div role="group" aria-label={t('figures.period')} className="sup-choice">
          {PERIODS.map((one) => (
            <button key={one} type="button" aria-pressed={one === period} onClick={() => { setPeriod(one); }}>{t(`period.${one}`)}</button>
          ))}
        </div>
        <label className="sup-field inline">
          {t('figures.area')}
          <select value={area ?? ''} onChange={(event) => { setArea(event.target.value === '' ? null : Number(event.target.value)); }}>
            <option value="">{t('figures.everywhere')}</option>
            {areas.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
        <span className="sup-grow" />
        {(['xlsx', 'csv'] as const).map((form) => <a key={form} className="btn" href={link(form)} download><Download aria-hidden="true" />{form.toUpperCase()}</a>)}
        <Button icon={<Printer aria-hidden="true" />} disabled={!days.data || !parts.data} onClick={() => { window.print(); }}>{t('figures.print')}</Button>
      </div>
      {error ? <p className="sup-note bad" role="alert">{errorText(error)}</p> : null}
      {days.data ? <FigureTable kpis={days.data} scope={scope} onAsk={setAsked} /> : null}
      <div role="group" aria-label={t('figures.by')} className="sup-choice">
        {BYS.map((one) => (
          <button key={one} type="button" aria-pressed={one === by} onClick={() => { setBy(one); }}>{t(`by.${one}`)}</button>
        ))}
      </div>
      {parts.data ? <PartsTable kpis={parts.data} by={by} scope={scope} onAsk={setAsked} /> : null}
      <FalseAlarms scope={scope} />
      {asked ? <Dialog asked={asked} onClose={() => { setAsked(null); }} /> : null}
      {days.data && parts.data ? <Report whole={days.data} parts={parts.data} by={by} area={areaName} zone={zone} /> : null}
    </div>
  );
}

function query(values: Record<string, string | number | boolean | null>): string {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  return new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
}
