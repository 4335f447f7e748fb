/** The tree of areas: moved and removed here; boundaries are drawn on the map. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAreas } from '../../api/queries';
import type { Area } from '../../api/types';
import { Button } from '../../ui/Button';
import { errorText } from '../../ui/errorText';
import { inTree } from '../users/UserDialog';
import { MoveDialog } from './MoveDialog';
import { RemoveDialog } from './RemoveDialog';

export function Areas() {
  const { t } = useTranslation('settings');
  const { data = [], error } = useAreas();
  const [moving, setMoving] = useState<Area | null>(null);
  const [removing, setRemoving] = useState<Area | null>(null);
  return (
    <div className="set-body">
      <div className="set-head"><h2>{t('section.areas')}</h2><Link href="/map" className="btn">{t('area.map')}</Link></div>
      {error ? <p className="bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
      <table className="set-table">
        <thead>
          <tr>
            <th scope="col">{t('area.name')}</th><th scope="col">{t('area.number')}</th><th scope="col">{t('area.boundary')}</th>
            <th scope="col"><span className="sr-only">{t('area.change')}</span></th>
          </tr>
        </thead>
        <tbody>
          {inTree(data).map(({ area, depth }) => (
            <tr key={area.id}>
              <th scope="row" style={{ paddingInlineStart: `${String(0.8 + depth * 1.5)}rem` }}>{area.name}</th>
              <td>{area.id}</td>
              <td>{area.boundary ? t('area.drawn') : <span className="set-note">{t('area.notDrawn')}</span>}</td>
              <td className="set-row-actions">
                {area.parent_id === null ? null : (
                  <>
                    <Button variant="ghost" aria-label={`${t('area.move')} ${area.name}`} onClick={() => { setMoving(area); }}>{t('area.move')}</Button>
                    <Button variant="ghost" aria-label={`${t('area.remove')} ${area.name}`} onClick={() => { setRemoving(area); }}>{t('area.remove')}</Button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {moving ? <MoveDialog area={moving} areas={data} onClose={() => { setMoving(null); }} /> : null}
      {removing ? <RemoveDialog area={removing} onClose={() => { setRemoving(null); }} /> : null}
    </div>
  );
}
