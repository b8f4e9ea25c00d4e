-- title: What is done with the items shown?
-- about: Items shown by topic, and for each 100 of them likes, comments, shares and saves, clicks of any kind, and negative feedback.
-- grain: one row per topic
-- tables: feed_events
-- chart: bar topic engaged_per_100
SELECT
  coalesce(topic, '(none)') AS topic,
  count(*) FILTER (WHERE event = 'impression') AS shown,
  100 * count(*) FILTER (WHERE event = 'like') / nullif(shown, 0) AS likes_per_100,
  100 * count(*) FILTER (WHERE event = 'comment') / nullif(shown, 0) AS comments_per_100,
  100 * count(*) FILTER (WHERE event IN ('share', 'save')) / nullif(shown, 0) AS shares_and_saves_per_100,
  100 * count(*) FILTER (WHERE event IN ('click', 'see_more', 'profile_click')) / nullif(shown, 0) AS clicks_per_100,
  100 * count(*) FILTER (WHERE event IN ('like', 'comment', 'share', 'save', 'click', 'see_more', 'profile_click')) / nullif(shown, 0) AS engaged_per_100,
  100 * count(*) FILTER (WHERE event IN ('hide', 'see_less', 'report', 'mute', 'unfollow')) / nullif(shown, 0) AS negative_per_100
FROM model.feed_events
WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY shown DESC, topic
