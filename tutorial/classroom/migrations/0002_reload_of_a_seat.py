"""What begins again, begins again for one learner: the pages of the others stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("classroom", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="room", name="reload"),
        migrations.AddField(model_name="seat", name="reload", field=models.PositiveIntegerField(default=0)),
    ]
