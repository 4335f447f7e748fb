import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Curfew } from '../../api/types';
import { Button } from '../../ui/Button';
import { errorReason } from '../errorReason';
import { useCurfew, useSetCurfew, type CurfewOf } from './queries';

/** 0 is Monday. */
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const USUAL: Curfew = { starts: '22:00', ends: '06:00', days: DAYS.map((_, day) => day), time_zone: null };

/** The hours of one elder or one area; without their own they follow what is above them. */
export function CurfewForm({ of }: { of: CurfewOf }) {
  const { t } = useTranslation('plans');
  const { data, error, isPending } = useCurfew(of);
  if (error) return <p role="alert" className="desk-hint">{t('curfew.failed', { reason: errorReason(error) })}</p>;
  if (isPending) return null;
  return <Fields key={JSON.stringify(data)} of={of} own={data ?? null} />;
}

function Fields({ of, own }: { of: CurfewOf; own: Curfew | null }) {
  const { t } = useTranslation('plans');
  const set = useSetCurfew(of);
  const [curfew, setCurfew] = useState<Curfew>(own ?? USUAL);
  const incomplete = curfew.starts === '' || curfew.ends === '' || curfew.days.length === 0;
  const toggle = (day: number): void => {
    const days = curfew.days.includes(day) ? curfew.days.filter((one) => one !== day) : [...curfew.days, day].sort();
    setCurfew({ ...curfew, days });
  };
  return (
    <form className="desk-dialog" onSubmit={(e) => { e.preventDefault(); if (!incomplete) set.mutate(curfew); }}>
      <p className="desk-hint quiet" role="status">
        {t(own ? 'curfew.own' : 'elder' in of ? 'curfew.followsArea' : 'curfew.followsAbove')}
        {own?.time_zone ? ` · ${own.time_zone}` : ''}
      </p>
      <div className="desk-fields">
        <label className="desk-field">{t('curfew.starts')}<input type="time" required value={curfew.starts} onChange={(e) => { setCurfew({ ...curfew, starts: e.target.value }); }} /></label>
        <label className="desk-field">{t('curfew.ends')}<input type="time" required value={curfew.ends} onChange={(e) => { setCurfew({ ...curfew, ends: e.target.value }); }} /></label>
      </div>
      <fieldset className="desk-days">
        <legend>{t('curfew.days')}</legend>
        {DAYS.map((name, day) => (
          <label key={name}><input type="checkbox" checked={curfew.days.includes(day)} onChange={() => { toggle(day); }} />{t(`curfew.day.${name}`)}</label>
        ))}
      </fieldset>
      <p className="desk-hint quiet">{t('curfew.help')}</p>
      {set.error && <p role="alert" className="desk-hint">{t('curfew.failed', { reason: errorReason(set.error) })}</p>}
      <footer className="desk-dialog-footer">
        <span role="alert">{incomplete ? t('curfew.needed') : ''}</span>
        {own && <Button variant="ghost" disabled={set.isPending} onClick={() => { set.mutate(null); }}>{t('curfew.unset')}</Button>}
        <Button type="submit" variant="primary" disabled={set.isPending}>{t('curfew.ok')}</Button>
      </footer>
    </form>
  );
}
