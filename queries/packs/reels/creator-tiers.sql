-- title: Whom people watch
-- about: Views and different viewers by tier of the creator.
-- grain: one row per tier
-- tables: fact_reels_events, dim_creators
-- chart: bar tier views
SELECT
  coalesce("dim_creators.creator_tier", '(none)') AS tier,
  count(DISTINCT creator_id) AS creators,
  count(DISTINCT user_id) AS viewers,
  count(*) AS views
FROM model.fact_reels_events
WHERE event = 'view_start' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY views DESC, tier
