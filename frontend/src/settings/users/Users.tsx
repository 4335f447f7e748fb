/** Who may sign in, with which role, for which areas. */
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreas } from '../../api/queries';
import type { Account } from '../../api/types';
import { Button } from '../../ui/Button';
import { errorText } from '../../ui/errorText';
import { toast } from '../../ui/toastStore';
import { when } from '../when';
import { useSignOut, useUsers } from './queries';
import { UserDialog } from './UserDialog';

export function Users() {
  const { t } = useTranslation(['settings', 'common']);
  const { data, error, hasNextPage, fetchNextPage } = useUsers();
  const [open, setOpen] = useState<Account | 'new' | null>(null);
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="set-body">
      <div className="set-head">
        <h2>{t('section.users')}</h2>
        <Button variant="primary" icon={<UserPlus aria-hidden="true" />} onClick={() => { setOpen('new'); }}>{t('user.add')}</Button>
      </div>
      {error ? <p className="bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
      <table className="set-table">
        <thead>
          <tr>
            <th scope="col">{t('user.name')}</th><th scope="col">{t('user.role')}</th><th scope="col">{t('user.areas')}</th>
            <th scope="col">{t('user.extension')}</th><th scope="col">{t('user.since')}</th><th scope="col"><span className="sr-only">{t('user.change')}</span></th>
          </tr>
        </thead>
        <tbody>{rows.map((one) => <Row key={one.id} user={one} onChange={() => { setOpen(one); }} />)}</tbody>
      </table>
      {hasNextPage ? <Button onClick={() => { void fetchNextPage(); }}>{t('more')}</Button> : null}
      {open ? <UserDialog user={open === 'new' ? null : open} onClose={() => { setOpen(null); }} /> : null}
    </div>
  );
}

function Row({ user, onChange }: { user: Account; onChange: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const areas = useAreas().data ?? [];
  const names = user.areas.map((id) => areas.find((one) => one.id === id)?.name ?? `#${String(id)}`);
  const signOut = useSignOut((sessions) => { toast(t('user.signedOut', { name: user.name, count: sessions }), { tone: 'ok' }); });
  return (
    <tr className={user.disabled ? 'off' : undefined}>
      <th scope="row">{user.name} <small>{user.username}</small> {user.disabled ? <small className="set-tag bad">{t('user.disabled')}</small> : null}</th>
      <td>{t(`common:role.${user.role}`)}</td>
      <td>{names.length > 0 ? names.join(t('listSeparator')) : t('user.everywhere')}</td>
      <td>{user.extension ?? '–'}</td>
      <td>{when(user.created_at)}</td>
      <td className="set-row-actions">
        <Button variant="ghost" aria-label={`${t('user.change')} ${user.username}`} onClick={onChange}>{t('user.change')}</Button>
        <Button variant="ghost" aria-label={`${t('user.signOut')} ${user.username}`} disabled={signOut.isPending} onClick={() => { signOut.mutate(user.id); }}>{t('user.signOut')}</Button>
        {signOut.error ? <span className="bad" role="alert">{t('failed', { reason: errorText(signOut.error) })}</span> : null}
      </td>
    </tr>
  );
}
