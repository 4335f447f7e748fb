/** The care calls of today, for everybody at the desks. */
import { CalendarPlus, CircleHelp, Users } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreas } from '../api/queries';
import type { CareState } from '../api/types';
import { useIsSupervisor } from '../desk/case';
import { commandFor, placeOf } from '../desk/keymap';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';
import { PageTop } from '../ui/PageTop';
import { CareDialogs } from './CareDialogs';
import { CareList } from './CareList';
import { CarePanel } from './CarePanel';
import { asCare, pendingOf } from './commands';
import { SHOWN, useCareCalls, useCareCounts } from './queries';
import { useCare } from './useCare';
import './care.css';

const STATES: readonly CareState[] = ['planned', 'reached', 'missed', 'skipped'];

export default function Care() {
  const { t } = useTranslation('care');
  const supervisor = useIsSupervisor();
  const areas = useAreas().data ?? [];
  const [state, setState] = useState<CareState>('planned');
  const [area, setArea] = useState<number | null>(null);
  const [q, setQ] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const { data, error } = useCareCalls({ state, area, q: q.trim() });
  const counts = useCareCounts(area).data;
  const rows = data?.items ?? [];
  const care = useCare(rows, () => search.current?.focus());
  const { run, dialog, setDialog, detail, me } = care;
  const choosing = pendingOf(detail, me) !== null;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      // Rows are buttons, and Enter on one means what Enter means everywhere here.
      const row = event.target instanceof Element && event.target.closest('.care-row') !== null;
      const place = placeOf(event.target, dialog !== null, choosing);
      const command = commandFor(event, row ? { ...place, onControl: false } : place);
      const meant = command && asCare(command);
      if (!meant) return;
      event.preventDefault();
      run(meant);
    };
    window.addEventListener('keydown', onKey);
    return () => { window.removeEventListener('keydown', onKey); };
  }, [run, dialog, choosing]);
  return (
    <main className="care">
      <PageTop
        title={t('title')} back={t('back')}
        right={<>
          {supervisor ? <Button icon={<CalendarPlus aria-hidden="true" />} onClick={() => { setDialog('new'); }}>{t('newPlan')}</Button> : null}
          {supervisor ? <Button icon={<Users aria-hidden="true" />} onClick={() => { setDialog('many'); }}>{t('many')}</Button> : null}
          <Button variant="ghost" className="icon" aria-label={t('help')} title={t('help')} onClick={() => { setDialog('help'); }}><CircleHelp /></Button>
        </>}
      />
      <section className="care-left" aria-label={t('listLabel')}>
        <div className="care-pickers">
          <div className="care-figure"><span>{t('due')}</span><b>{counts?.due ?? '–'}</b></div>
          <nav className="care-tabs" aria-label={t('title')}>
            {STATES.map((one) => (
              <button key={one} type="button" aria-pressed={one === state} onClick={() => { setState(one); }}>{t(`state.${one}`)} <b>{counts?.[one] ?? '–'}</b></button>
            ))}
          </nav>
          <label><span className="sr-only">{t('area')}</span>
            <select value={area ?? ''} onChange={(e) => { setArea(e.target.value === '' ? null : Number(e.target.value)); }}>
              <option value="">{t('everywhere')}</option>
              {areas.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
            </select>
          </label>
          <label><span className="sr-only">{t('search')}</span>
            <input ref={search} type="search" value={q} placeholder={`${t('search')}  /`} onChange={(e) => { setQ(e.target.value); }} onKeyDown={(e) => { if (e.key === 'Escape' || e.key === 'Enter') e.currentTarget.blur(); }} />
          </label>
        </div>
        {error ? <p className="care-empty bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
        {data && rows.length === 0 ? <p className="care-empty">{t('none')}</p> : null}
        <CareList rows={rows} chosen={care.chosen?.id ?? null} onChoose={care.choose} />
        {data?.next ? <p className="care-empty">{t('more', { count: SHOWN })}</p> : null}
      </section>
      <aside className="care-side" aria-label={t('panelLabel')}>
        {detail ? <CarePanel call={detail} me={me} form={care.form} busy={care.busy} supervisor={supervisor} run={run} /> : <p className="care-empty">{t('nobody')}</p>}
      </aside>
      {dialog ? <CareDialogs dialog={dialog} call={detail} areas={areas} act={care.act} onClose={() => { setDialog(null); }} /> : null}
    </main>
  );
}
