import {
  Activity,
  ChartColumn,
  Coins,
  Filter,
  FlaskConical,
  GitCompareArrows,
  Grid3x3,
  Hourglass,
  Network,
  Newspaper,
  Package,
  Repeat,
  Route,
  Share2,
  Table2,
  Timer,
  TrendingUp,
  Waypoints,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { PanelIcon } from '../../query/contract/family'

/** What each icon of a panel looks like. */
export const PANEL_ICONS: Readonly<Record<PanelIcon, Component>> = {
  activity: Activity,
  bars: ChartColumn,
  box: Package,
  clock: Timer,
  coins: Coins,
  compare: GitCompareArrows,
  filter: Filter,
  flask: FlaskConical,
  grid: Grid3x3,
  hourglass: Hourglass,
  network: Network,
  newspaper: Newspaper,
  repeat: Repeat,
  route: Route,
  share: Share2,
  table: Table2,
  trend: TrendingUp,
  waypoints: Waypoints,
}
