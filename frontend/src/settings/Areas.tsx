/** The tree of areas, to read; boundaries are drawn on the map. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAreas } from '../api/queries';
import { errorText } from '../ui/errorText';
import { inTree } from './users/UserDialog';

export function Areas() {
  const { t } = useTranslation('settings');
  const { data = [], error } = useAreas();
  return (
    <div className="set-body">
      <div className="set-head"><h2>{t('section.areas')}</h2><Link href="/map" className="btn">{t('area.map')}</Link></div>
      {error ? <p className="bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
      <table className="set-table">
        <thead><tr><th scope="col">{t('area.name')}</th><th scope="col">{t('area.number')}</th><th scope="col">{t('area.boundary')}</th></tr></thead>
        <tbody>
          {inTree(data).map(({ area, depth }) => (
            <tr key={area.id}>
              <th scope="row" style={{ paddingInlineStart: `${String(0.8 + depth * 1.5)}rem` }}>{area.name}</th>
              <td>{area.id}</td>
              <td>{area.boundary ? t('area.drawn') : <span className="set-note">{t('area.notDrawn')}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
