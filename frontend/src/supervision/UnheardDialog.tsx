import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { UnheardDevices } from '../api/types';
import { Dialog } from '../ui/Dialog';
import { errorText } from '../ui/errorText';
import { asQuery, type Behind } from './queries';

/** The devices behind K14: which were heard of least on these days. */
export function UnheardDialog({ asked, onClose }: { asked: Behind; onClose: () => void }) {
  const { t, i18n } = useTranslation('supervision');
  const { data, error, isPending } = useQuery({
    queryKey: ['kpis', 'unheard', asked.scope],
    queryFn: ({ signal }) => api.get<UnheardDevices>('/api/kpis/heartbeats/devices', asQuery(asked.scope), signal),
  });
  const local = (at: string | null) => (at === null ? t('behind.never') : new Date(at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'short', hour12: false }));
  return (
    <Dialog open onOpenChange={onClose} wide title={t('unheard.title')}>
      {error ? <p className="sup-note bad" role="alert">{errorText(error)}</p> : null}
      {isPending ? <p className="sup-note" role="status">{t('behind.loading')}</p> : null}
      {data ? <p className="sup-note">{t(data.items.length > 0 ? 'unheard.what' : 'unheard.none', { count: data.looks })}</p> : null}
      {data && data.items.length > 0 ? (
        <table className="sup-table">
          <thead>
            <tr>
              {(['device', 'wearer', 'looks', 'share', 'contact'] as const).map((name) => (
                <th key={name} scope="col" className={name === 'looks' || name === 'share' ? 'num' : ''}>{t(`unheard.${name}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.items.map((device) => (
              <tr key={device.id}>
                <th scope="row">{device.unique_id}</th>
                <td>{device.wearer?.name ?? '–'}</td>
                <td className="num">{device.looks}</td>
                <td className="num">{data.looks > 0 ? `${((100 * device.looks) / data.looks).toFixed(1)} %` : '–'}</td>
                <td>{local(device.last_contact_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Dialog>
  );
}
