"""From rows to what is known of a phone: joins the sources, holds them against each other, and judges nothing."""
