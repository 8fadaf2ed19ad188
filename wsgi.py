from crm.app import create_app

app = create_app()
