/** The end of a shift: what others give, what I have given, and what I still hold. */
import { useTranslation } from 'react-i18next';
import { useSession } from '../../state/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { useMe } from '../case';
import { useDesk } from '../deskStore';
import { GiveForm } from './GiveForm';
import './handover.css';
import { useStandingHandovers } from './queries';
import { Standing } from './Standing';

/** `leaving`: somebody who still holds cases wants to sign out. */
export function HandoverDialog({ leaving = false }: { leaving?: boolean }) {
  const { t } = useTranslation('handover');
  const me = useMe();
  const { signOut } = useSession();
  const { data: standing = [] } = useStandingHandovers();
  const given = standing.filter((one) => one.given_by.id === me);
  return (
    <Dialog open wide onOpenChange={() => { useDesk.getState().openDialog(null); }} title={t('title')} description={leaving ? t('leaving') : t('what')}>
      <div className="desk-dialog handover">
        {standing.filter((one) => one.given_by.id !== me).map((one) => <Standing key={one.id} handover={one} />)}
        {given.map((one) => <Standing key={one.id} handover={one} mine />)}
        <GiveForm given={given} />
        {leaving && <Button variant="ghost" onClick={() => { void signOut(); }}>{t('leaveAnyway')}</Button>}
      </div>
    </Dialog>
  );
}
