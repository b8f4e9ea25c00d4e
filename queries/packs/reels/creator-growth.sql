-- title: Creators who rise
-- about: Views, likes, shares and comments of each creator in the last week that is over, against the week before; of creators with enough followers.
-- grain: one row per creator with events in the week before
-- tables: fact_reels_events, dim_creators
-- parameter: min_followers integer = 1000; creators with fewer are left out
-- chart: bar creator change_pct
WITH span AS (
  SELECT date_trunc('week', max(local_date(ts)))::DATE - 7 AS week FROM model.fact_reels_events
),
counted AS (
  SELECT
    creator_id,
    count(*) FILTER (WHERE local_date(ts) < week) AS week_before,
    count(*) FILTER (WHERE local_date(ts) >= week) AS last_week
  FROM model.fact_reels_events, span
  WHERE event IN ('view_start', 'like', 'share', 'comment')
    AND local_date(ts) BETWEEN week - 7 AND week + 6
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY creator_id
)
SELECT
  c.creator_username AS creator,
  c.creator_tier,
  week_before,
  last_week,
  100 * (last_week - week_before) / week_before AS change_pct
FROM counted
JOIN model.dim_creators c USING (creator_id)
WHERE c.follower_count >= $min_followers AND week_before > 0
ORDER BY change_pct DESC, creator
