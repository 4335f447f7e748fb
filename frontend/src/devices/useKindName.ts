/** What a kind of device is called; kinds are free words, and those that nobody translated are shown as they are. */
import { useTranslation } from 'react-i18next';
import { i18next } from '../i18n';

export function useKindName(): (kind: string) => string {
  const { t } = useTranslation('gear');
  return (kind) => (i18next.exists(`gear:kind.${kind}`) ? t(`kind.${kind}` as 'kind.watch') : kind);
}
