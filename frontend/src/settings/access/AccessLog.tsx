/** Who looked at whom, who changed what: newest first, by who, whom, what and when. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { AccessEntry, Page } from '../../api/types';
import { ElderPicker } from '../../devices/ElderPicker';
import { Button } from '../../ui/Button';
import { errorText } from '../../ui/errorText';
import { when } from '../when';

/** How the actions begin that are told apart. */
const ACTIONS = ['card', 'contacts', 'track', 'plan', 'outings', 'living_area', 'elders_by_phone', 'command.', 'export_', 'import', 'false_alarms', 'threshold', 'script'] as const;
type Action = (typeof ACTIONS)[number];
interface Named { id: number; name: string }
interface Wanted { user: Named | null; elder: Named | null; action: Action | ''; from: string; to: string }
const NOTHING: Wanted = { user: null, elder: null, action: '', from: '', to: '' };

const instant = (local: string): string | null => (local ? new Date(local).toISOString() : null);

const asQuery = ({ user, elder, action, from, to }: Wanted) => ({
  user_id: user?.id, elder_id: elder?.id, action, from: instant(from), to: instant(to),
});

export function AccessLog() {
  const { t, i18n } = useTranslation('settings');
  const [wanted, setWanted] = useState(NOTHING);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['access-log', wanted],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AccessEntry>>('/api/access-log', {
        limit: 100, after: pageParam, ...asQuery(wanted),
      }, signal),
    initialPageParam: null as string | number | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const link = (form: 'xlsx' | 'csv'): string => {
    const given = { ...asQuery(wanted), lang: i18n.language === 'en' ? 'en' : 'zh' };
    const params = Object.entries(given).flatMap(([key, value]) => (value == null || value === '' ? [] : [[key, String(value)]]));
    return `/api/access-log/table.${form}?${new URLSearchParams(params).toString()}`;
  };
  const change = (part: Partial<Wanted>): void => { setWanted({ ...wanted, ...part }); };
  return (
    <div className="set-split log">
      <nav className="hand" aria-label={t('access.filter')}>
        <h2>{t('access.filter')}</h2>
        <label className="set-field">{t('access.action')}
          <select value={wanted.action} onChange={(e) => { change({ action: e.target.value as Action | '' }); }}>
            <option value="">{t('access.any')}</option>
            {ACTIONS.map((one) => <option key={one} value={one}>{t(`access.what.${named(one)}`)}</option>)}
          </select>
        </label>
        <label className="set-field">{t('access.from')}<input type="datetime-local" value={wanted.from} onChange={(e) => { change({ from: e.target.value }); }} /></label>
        <label className="set-field">{t('access.to')}<input type="datetime-local" value={wanted.to} onChange={(e) => { change({ to: e.target.value }); }} /></label>
        <ElderPicker chosen={null} onChoose={(elder) => { change({ elder: { id: elder.id, name: elder.name } }); }} label={t('access.whom')} />
        <p className="set-note">{t('access.hint')}</p>
      </nav>
      <section aria-label={t('section.access')} className="set-form">
        <div className="set-head">
          <h2>{t('section.access')}</h2>
          {wanted.user ? <Only label={t('access.who')} of={wanted.user} onDrop={() => { change({ user: null }); }} /> : null}
          {wanted.elder ? <Only label={t('access.whom')} of={wanted.elder} onDrop={() => { change({ elder: null }); }} /> : null}
          {(['xlsx', 'csv'] as const).map((form) => <a key={form} className="btn" href={link(form)} title={t('access.take')} download><Download aria-hidden="true" />{form.toUpperCase()}</a>)}
        </div>
        {error ? <p className="bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
        {data && rows.length === 0 ? <p className="set-note">{t('access.none')}</p> : null}
        <table className="set-table">
          <thead>
            <tr><th scope="col">{t('access.when')}</th><th scope="col">{t('access.who')}</th><th scope="col">{t('access.action')}</th><th scope="col">{t('access.whom')}</th><th scope="col">{t('access.reason')}</th></tr>
          </thead>
          <tbody>{rows.map((one) => <Row key={one.id} entry={one} onChange={change} />)}</tbody>
        </table>
        {hasNextPage ? <Button disabled={isFetchingNextPage} onClick={() => { void fetchNextPage(); }}>{t('more')}</Button> : null}
      </section>
    </div>
  );
}

function Row({ entry, onChange }: { entry: AccessEntry; onChange: (part: Partial<Wanted>) => void }) {
  const { t } = useTranslation('settings');
  const { elder_id: elderId } = entry;
  const action = ACTIONS.find((one) => entry.action.startsWith(one));
  const elder = entry.elder_name ?? (elderId === null ? null : `#${String(elderId)}`);
  return (
    <tr>
      <td>{when(entry.at)}</td>
      <td><button type="button" className="set-link" title={t('access.only')} onClick={() => { onChange({ user: { id: entry.user_id, name: entry.user_name } }); }}>{entry.user_name}</button></td>
      <td>{action ? t(`access.what.${named(action)}`) : entry.action}</td>
      <td>{elderId === null || elder === null ? '–' : <button type="button" className="set-link" title={t('access.only')} onClick={() => { onChange({ elder: { id: elderId, name: elder } }); }}>{elder}</button>}</td>
      <td>{entry.reason ?? '–'}</td>
    </tr>
  );
}

function Only({ label, of, onDrop }: { label: string; of: Named; onDrop: () => void }) {
  const { t } = useTranslation('settings');
  return <span className="set-tag own only">{label} <b>{of.name}</b> <button type="button" aria-label={`${t('access.drop')} ${of.name}`} onClick={onDrop}><X aria-hidden="true" /></button></span>;
}

type Plain<A extends string> = A extends `${infer Name}.` | `${infer Name}_` ? Name : A;
/** The key of an action's text: a dot would be a path there. */
const named = (action: Action): Plain<Action> => action.replace(/[._]$/, '') as Plain<Action>;
