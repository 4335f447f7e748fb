export const wall = {
  title: '指挥中心大屏',
  kpi: {
    elders: '在管老人', devices: '在线设备', today: '今日警情', mean: '平均响应', within60: '一分钟回应率',
    overdue: '超时', seats: '坐席 {{count}}', noSample: '暂无样本', sample: 'n={{n}}',
  },
  queue: {
    title: '待接警情', longest: '最久等待 {{time}}', none: '当前没有待接警情', noneDetail: '全部已有人处理',
    inHand: '处理中', more: '另有 {{count}} 件', recentlyClosed: '刚刚结案', region: '警情队列', loading: '正在载入…',
  },
  chart: {
    perQuarter: '近 24 小时警情 · 每 15 分钟', byArea: '街道警情（1 小时）', byKind: '警情类型（今日）', share: '占比',
    none: '暂无', perQuarterLabel: '近 24 小时每 15 分钟警情数，合计 {{total}}，其中紧急 {{p1}}', total: '全部', urgent: '紧急',
  },
  legend: { title: '图例', home: '在家', outside: '在外', unknown: '不明', offline: '离线', fading: '位置较旧' },
  area: { all: '全部区域', filter: '区域' },
  follow: { label: '跟随警情', on: '正在跟随警情', off: '未跟随警情' },
  repeated: '第 {{count}} 次', cleared: '已自行解除', delayed: '延迟上报', distance: '离家 {{metres}} 米',
};
