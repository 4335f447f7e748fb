import { useSearchParams } from 'wouter';

/** The address is the wall's whole setting, so that a screen can be configured by a bookmark: /wall?kiosk&area=3&follow */
export function useWallParams() {
  const [params, setParams] = useSearchParams();
  const kiosk = params.has('kiosk');
  const area = Number(params.get('area')) || null;
  const follow = params.has('follow') ? params.get('follow') !== '0' : kiosk;
  const change = (key: string, value: string | null): void => {
    setParams((old) => {
      const next = new URLSearchParams(old);
      if (value === null) next.delete(key);
      else next.set(key, value);
      return next;
    }, { replace: true });
  };
  return {
    kiosk, area, follow,
    setArea: (id: number | null): void => { change('area', id === null ? null : String(id)); },
    setFollow: (on: boolean): void => { change('follow', on ? '1' : '0'); },
  };
}
