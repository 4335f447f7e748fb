import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Elder, Page } from '../api/types';
import { positions } from '../stream/positions';
import { useDesk } from './deskStore';

const SHOWN = 100;

/** The people of one place, those who are out first; each opens her card. */
export function CrowdList({ ids }: { ids: readonly number[] }) {
  const { t } = useTranslation();
  const out = (id: number): number => (positions.get(id)?.presence === 2 ? 0 : 1);
  const shown = [...ids].sort((a, b) => out(a) - out(b) || a - b).slice(0, SHOWN);
  const { data } = useQuery({
    queryKey: ['elders', 'crowd', shown],
    queryFn: async ({ signal }) => (await api.get<Page<Elder>>('/api/elders', { ids: shown.join(','), limit: SHOWN }, signal)).items,
  });
  const byId = new Map(data?.map((elder) => [elder.id, elder]));
  return (
    <>
      <ul>
        {shown.map((id) => byId.get(id)).filter((elder) => elder !== undefined).map((elder) => (
          <li key={elder.id}>
            <button type="button" onClick={() => { useDesk.getState().openElder(elder.id); }}>
              <b>{elder.name}</b><span className={elder.presence}>{t(`map.${elder.presence}`)}</span><small>{elder.address}</small>
            </button>
          </li>
        ))}
      </ul>
      {ids.length > SHOWN ? <p>{t('map.crowdMore', { count: ids.length - SHOWN })}</p> : null}
    </>
  );
}
