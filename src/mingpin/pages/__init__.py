"""What all pages share: frame, components, lists, navigation, desks. It knows of no app above."""
